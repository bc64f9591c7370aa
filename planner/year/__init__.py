"""The academic year: its weeks, moments, holidays and closures; activities and blocks of weeks."""

"""What is taught: the modules of a course, their teachers, and in which weeks they lie.

| file | contents |
| --- | --- |
| `module` | a module, a teacher, the curriculum of a course or of a class |
| `consistency` | what a curriculum cannot mean, whichever the class and the year |
| `notation` | what a module has in a week, as people type it |
| `kept` | what modules have in a week, to keep it or to stay close to it |
| `locks` | what modules must have in locked weeks against their curriculum |
| `frame` | the weeks of a class as its modules find them |
| `progression` | which hours and sessions of each module lie in which week; its objectives |
| `credits` | units with their hours and credits; what is missing to those of a year |
| `check` | what a progression does against its curriculum and its weeks, read in plain Python |
"""

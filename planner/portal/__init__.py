"""The portal: companies find the planning of their apprentices, and scolarité publishes it."""

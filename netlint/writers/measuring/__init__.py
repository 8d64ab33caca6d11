"""What `netlint measure` and `netlint calibrate` say: measured times beside predicted ones."""

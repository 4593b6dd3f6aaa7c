"""What only start-up and the doctor ask: whose database it is, what it lacks, who may do what."""

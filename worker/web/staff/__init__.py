"""The pages of the front desk: what is free, and who may look."""

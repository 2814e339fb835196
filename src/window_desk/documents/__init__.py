"""What the centre gives to applicants in writing, made from the record."""

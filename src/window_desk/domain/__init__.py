"""What is true by law and policy: pure, with `now` and `today` as arguments."""

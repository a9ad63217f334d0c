"""The clause library: legal lines that are worded once and placed in many job descriptions."""

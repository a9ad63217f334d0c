"""Two people save the same thing: what was loaded, what is saved now and what was sent, merged or reported."""

"""Two people save the same thing: compare what was loaded, stored and sent, merge it, or show both versions."""

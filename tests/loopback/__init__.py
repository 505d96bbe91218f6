"""Small servers on the loopback that refuse what the real platforms refuse."""

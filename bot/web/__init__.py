"""Pages: the web chat, the map, the desk, the staff page."""

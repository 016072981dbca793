"""The listener's pages: complete HTML, without JavaScript."""

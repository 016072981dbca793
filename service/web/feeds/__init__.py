"""What leaves the site for other programs: podcast, Atom, JSON Feed, transcripts, chapters, the map of the site."""

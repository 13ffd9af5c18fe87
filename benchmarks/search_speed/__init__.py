"""How quickly this project and its peers search and build: `make bench`, docs/performance.md."""

"""A site on the web → what it has of posts: asked politely, one host, page by page."""

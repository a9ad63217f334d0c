"""What surrounds every page: headers, middleware, request limits, error pages, plain pages, sitemap."""

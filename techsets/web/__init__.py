"""What stands around every page: headers, limits, error pages, plain pages, sitemap."""

raise RuntimeError("the site never imports this file")

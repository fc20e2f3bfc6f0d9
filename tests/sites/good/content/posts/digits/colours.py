GREYS = "gray_r"

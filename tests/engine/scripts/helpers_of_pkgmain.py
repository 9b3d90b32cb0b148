pub = "pub"
_hidden = 1

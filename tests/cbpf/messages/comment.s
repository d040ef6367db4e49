/* no end
ret #1

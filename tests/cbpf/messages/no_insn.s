ldq #1
ret #0
foo /* bar */ ret #1

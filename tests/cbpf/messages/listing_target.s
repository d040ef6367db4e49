(000) ldh      [12]
(001) jeq      #0x800           jt 2	jf 300

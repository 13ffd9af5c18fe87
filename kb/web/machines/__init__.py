"""What machines ask for by themselves: browsers, search robots, operators, developers."""

raise SystemExit('a', 'b')

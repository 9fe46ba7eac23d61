# Real servers, and stubs that stand where a real server should be. The labs put tests/ and tests/lab/ on the import path.

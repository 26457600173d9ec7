"""`python -m shanhai.cli` is `shanhai`."""

from shanhai.cli.main import main

main()

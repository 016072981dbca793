"""python -m service: the same as `baonoi`."""

from service.cli import main

main()

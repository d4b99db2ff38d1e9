"""`emgrade`. A process that is spawned imports its parent's main module again, so nothing is imported here at once."""


def main() -> None:
    """Run the command line."""
    from .cli import main as run

    run()


if __name__ == "__main__":
    main()

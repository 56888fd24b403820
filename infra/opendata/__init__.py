"""Makes the operator's data files from open data: ``python -m infra.opendata FOLDER_OF_SOURCES``."""

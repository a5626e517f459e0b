"""Tags of customers stand without spaces around their commas, so that one can be asked for."""


def up(migrator, db):
    db.execute_sql("UPDATE customer SET tags = REPLACE(REPLACE(tags, ', ', ','), ' ,', ',') WHERE tags <> ''")


def down(migrator, db):
    """Nothing to undo: such spaces mean nothing."""

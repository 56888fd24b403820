from django.db import migrations


class Migration(migrations.Migration):
    """The database itself fills in and checks who rings: a city can only ring for itself."""

    dependencies = [("tenants", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE tenants_bell ALTER COLUMN city_role SET DEFAULT CURRENT_USER,"
            " ADD CONSTRAINT tenants_bell_own_role CHECK (city_role = CURRENT_USER)",
            "ALTER TABLE tenants_bell ALTER COLUMN city_role DROP DEFAULT, DROP CONSTRAINT tenants_bell_own_role",
        )
    ]

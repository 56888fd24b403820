"""Databases with the two roles that the platform knows, on a server where we are the administrator.

In production the same is made once by whoever runs the database server.
"""

import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import psycopg
from psycopg import sql


@dataclass(frozen=True)
class Urls:
    """Addresses of one database: `login` for the platform at work, `owner` for its tables' making and changing."""

    login: str
    owner: str


def create_database(admin_url: str, name: str) -> Urls:
    """Make database `name` with its roles, or bring an existing one in line.

    `name_owner` owns the database and the schema `public` and may create roles; `name_login` inherits nothing; nobody
    else gets in. Passwords derive from the administrator's, which is kept with the data: nothing more to remember.
    """
    owner, login = f"{name}_owner", f"{name}_login"
    passwords = {role: _password(admin_url, role) for role in (owner, login)}
    with psycopg.connect(admin_url, autocommit=True) as server:
        _settle_role(server, owner, "CREATEROLE INHERIT", passwords[owner])
        _settle_role(server, login, "NOCREATEROLE NOINHERIT", passwords[login])
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            create = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0")
            server.execute(create.format(sql.Identifier(name), sql.Identifier(owner)))
        _close_database(server, name, owner, login)
    with psycopg.connect(_address(admin_url, name), autocommit=True) as database:
        database.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        database.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(sql.Identifier(owner)))
    return Urls(
        login=_address(admin_url, name, login, passwords[login]),
        owner=_address(admin_url, name, owner, passwords[owner]),
    )


def drop_database(admin_url: str, name: str) -> None:
    """Remove database `name`, its two roles and every role that its owner made. Open connections are cut."""
    owner, login = f"{name}_owner", f"{name}_login"
    with psycopg.connect(admin_url, autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        for role in [*_roles_made_by(server, owner), login, owner]:
            server.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))


def _settle_role(server: psycopg.Connection, role: str, rights: str, password: str) -> None:
    exists = server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    statement = sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB {} PASSWORD {}").format(
        sql.SQL("ALTER" if exists else "CREATE"), sql.Identifier(role), sql.SQL(rights), sql.Literal(password)
    )
    server.execute(statement)


def _close_database(server: psycopg.Connection, name: str, owner: str, login: str) -> None:
    database = sql.Identifier(name)
    server.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(database, sql.Identifier(owner)))
    server.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    both = sql.SQL(", ").join([sql.Identifier(owner), sql.Identifier(login)])
    server.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, both))


def _roles_made_by(server: psycopg.Connection, owner: str) -> list[str]:
    """Whoever makes a role holds it with admin option (PostgreSQL 16 and later)."""
    made = """
        SELECT made.rolname FROM pg_auth_members AS link
        JOIN pg_roles AS made ON made.oid = link.roleid
        JOIN pg_roles AS maker ON maker.oid = link.member
        WHERE maker.rolname = %s AND link.admin_option
    """
    return [row[0] for row in server.execute(made, [owner])]


def _password(admin_url: str, role: str) -> str:
    secret = urlsplit(admin_url).password
    if not secret:
        raise ValueError("The administrator's address must carry a password: the roles' passwords derive from it.")
    return hmac.new(unquote(secret).encode(), f"zusage role {role}".encode(), hashlib.sha256).hexdigest()


def _address(admin_url: str, database: str, user: str | None = None, password: str | None = None) -> str:
    parts = urlsplit(admin_url)
    place = parts.netloc.rpartition("@")
    who = place[0] if user is None else f"{quote(user, safe='')}:{quote(password or '', safe='')}"
    return urlunsplit(parts._replace(netloc=f"{who}@{place[2]}", path=f"/{quote(database, safe='')}"))

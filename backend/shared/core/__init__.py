"""The foundation of all other packages: no framework, no database, no other package of ours."""

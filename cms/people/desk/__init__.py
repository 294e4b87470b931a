"""Groups, roles, deputies and accounts in the staff's admin; every change goes through a service."""

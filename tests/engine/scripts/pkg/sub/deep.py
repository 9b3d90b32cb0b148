from ..mod import helper


def up():
    return helper().upper()

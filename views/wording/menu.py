"""The left menu and where each entry stands. Names as in PRACTICE "Menus"."""

from rules.people import Permission

# endpoint, label, permission, name of the badge count
MENU = (
    ("home.today", "我的今天", Permission.TODAY, ""),
)

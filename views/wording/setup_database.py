"""Sentences of `flask db`."""

IN_ORDER = "数据库结构正常。"
NOT_IN_ORDER = "数据库结构需要处理："

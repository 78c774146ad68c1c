"""Who works at the demo centre: 24 people in the order of their numbers, and three administrators. All names are invented."""

from __future__ import annotations

from dataclasses import dataclass

from rules.people import Role

PASSWORD = "Yunling-2026"  # noqa: S105  # the demo's fixed sign-in, printed on purpose

UNITS = (
    ("LD", "中心领导", "leadership", 0),
    ("DC", "督查科", "section", 0),
    ("BG", "办公室", "section", 0),
    ("ZJ1", "质监窗口", "window", 2),
    ("ZJ2", "特种设备窗口", "window", 2),
    ("ZJ3", "计量标准窗口", "window", 2),
)


@dataclass(frozen=True)
class Person:
    """One person of the demo: number, name, gender, unit, post, first work, home unit, roles besides staff."""

    number: str
    name: str
    gender: str
    unit: str
    post: str
    first_work: str
    roles: tuple[Role, ...] = ()
    home_unit: str = ""
    b_partner: str = ""
    employment: str = "institution"


HOME = "云岭县市场监督管理局"
PEOPLE = (
    Person("1001", "周建国", "m", "LD", "主任", "1992-07-01", (Role.MAIN_LEADER,), employment="civil_servant"),
    Person("1002", "吴海燕", "f", "LD", "副主任", "1998-07-01", (Role.DEPUTY_LEADER,), employment="civil_servant"),
    Person("1003", "郑立", "m", "DC", "科长", "2001-08-01", (Role.SECTION_HEAD,)),
    Person("1004", "冯洁", "f", "DC", "监督员", "2012-07-01", (Role.MONITOR,)),
    Person("1005", "陈刚", "m", "DC", "大厅值班长", "2008-03-01", (Role.MONITOR, Role.DUTY_OFFICER)),
    Person("1006", "何静", "f", "BG", "人事", "2005-07-01", (Role.PERSONNEL,)),
    Person("1007", "沈伟", "m", "BG", "考勤员", "2016-07-01", (Role.ATTENDANCE_CLERK,)),
    Person("2001", "李敏", "f", "ZJ1", "窗口负责人", "2003-07-01", (Role.WINDOW_HEAD,), HOME, "2002"),
    Person("2002", "陈雨", "f", "ZJ1", "综合受理", "2014-07-01", (), HOME, "2003"),
    Person("2003", "王芳", "f", "ZJ1", "综合受理", "2010-09-01", (), HOME, "2002"),
    Person("2004", "张磊", "m", "ZJ1", "材料审核", "2012-07-01", (), HOME, "2003"),
    Person("2005", "刘强", "m", "ZJ1", "材料审核", "2019-07-01", (), HOME, "2004", "contract"),
    Person("2006", "赵倩", "f", "ZJ1", "发证", "2017-07-01", (), HOME, "2005"),
    Person("2101", "孙涛", "m", "ZJ2", "窗口负责人", "1999-07-01", (Role.WINDOW_HEAD, Role.CHIEF_REP), HOME, "2102"),
    Person("2102", "周颖", "f", "ZJ2", "综合受理", "2013-07-01", (), HOME, "2103"),
    Person("2103", "徐浩", "m", "ZJ2", "材料审核", "2015-07-01", (), HOME, "2102"),
    Person("2104", "单晓", "f", "ZJ2", "发证", "2018-07-01", (), HOME, "2105"),
    Person("2105", "曾凡", "m", "ZJ2", "现场核查", "2011-07-01", (), HOME, "2104"),
    Person("2106", "马丽", "f", "ZJ2", "综合受理", "2020-07-01", (), HOME, "2105", "contract"),
    Person("2201", "高远", "m", "ZJ3", "窗口负责人", "2000-07-01", (Role.WINDOW_HEAD,), HOME, "2202"),
    Person("2202", "林娜", "f", "ZJ3", "综合受理", "2016-07-01", (), HOME, "2203"),
    Person("2203", "郭鹏", "m", "ZJ3", "材料审核", "2009-07-01", (), HOME, "2202"),
    Person("2204", "解冬", "m", "ZJ3", "发证", "2015-07-01", (), HOME, "2205"),
    Person("2205", "罗霞", "f", "ZJ3", "综合受理", "2013-07-01", (), HOME, "2204"),
)
ADMINISTRATORS = (("admin", "系统管理员", Role.SYSTEM_ADMIN), ("secadmin", "安全管理员", Role.SECURITY_ADMIN),
                  ("auditor", "审计管理员", Role.AUDIT_ADMIN))

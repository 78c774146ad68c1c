"""Fonts of official papers, and what is said where they cannot be written."""

TITLE_FONT, TITLE_FONT_ELSE = "方正小标宋简体", "宋体"
TEXT_FONT, TEXT_FONT_ELSE = "仿宋_GB2312", "仿宋"
ABSENT = "本机没有安装文档组件（python-docx），不能导出可修改的 Word 文件，可以直接打印。"

PROBLEMS = {"documents_absent": ABSENT}

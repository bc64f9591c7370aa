"""What is taught: the modules of a course, their teachers, and in which weeks they lie.

| file | contents |
| --- | --- |
| `module` | a module, a teacher, the curriculum of a course or of a class |
| `consistency` | what a curriculum cannot mean, whichever the class and the year |
"""

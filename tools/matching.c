/* What the compiled reader looks for in texts: expressions and words.
 *
 * tools/matching.py puts a function for each expression and a row naming it where the mark stands.
 * What an expression finds is always asked of Python's engine; a function only tells where that is
 * not worth asking.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
typedef Py_ssize_t Size;
typedef struct {
  Size (*search)(const Py_UCS2 *, Size, Size);
  int (*match)(const Py_UCS2 *, Size, Size);
  const char *pattern;
  Size size;
  long flags;
} Row;
static int deep;

/* EXPRESSIONS */

typedef struct {
  PyObject_HEAD
  PyObject *real, *match;
  const Row *row;
} Expression;

/* Whether C can tell of this call: a text of two bytes a character, and where to look. */
static int asked(PyObject *const *args, Size count, Size *from, Size *to)
{
  if (count < 1 || count > 3 || !PyUnicode_CheckExact(args[0])
      || PyUnicode_KIND(args[0]) != PyUnicode_2BYTE_KIND)
    return 0;
  Size length = PyUnicode_GET_LENGTH(args[0]);
  *from = 0;
  *to = length;
  if (count > 1) {
    if (!PyLong_CheckExact(args[1])) return 0;
    *from = PyLong_AsSsize_t(args[1]);
  }
  if (count > 2) {
    if (!PyLong_CheckExact(args[2])) return 0;
    *to = PyLong_AsSsize_t(args[2]);
  }
  if (PyErr_Occurred()) {
    PyErr_Clear();
    return 0;
  }
  if (*from < 0) *from = 0;
  if (*from > length) *from = length;
  if (*to < 0) *to = 0;
  if (*to > length) *to = length;
  return *from <= *to;
}

static PyObject *by_python(Expression *self, const char *name, PyObject *const *args, Size count)
{
  PyObject *method = PyObject_GetAttrString(self->real, name);
  if (!method) return NULL;
  PyObject *made = PyObject_Vectorcall(method, args, count, NULL);
  Py_DECREF(method);
  return made;
}

static PyObject *match_at(Expression *self, PyObject *text, Size from, Size to)
{
  PyObject *args[4] = {NULL, text, PyLong_FromSsize_t(from), PyLong_FromSsize_t(to)};
  PyObject *made = NULL;
  if (args[2] && args[3])
    made = PyObject_Vectorcall(self->match, args + 1, 3 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
  Py_XDECREF(args[2]);
  Py_XDECREF(args[3]);
  return made;
}

/* The first match from a place on, or None. */
static PyObject *found(Expression *self, PyObject *text, Size from, Size to)
{
  const Py_UCS2 *s = PyUnicode_2BYTE_DATA(text);
  while (from <= to && (from = self->row->search(s, from, to)) >= 0) {
    PyObject *made = match_at(self, text, from, to);
    if (made != Py_None) return made;
    Py_DECREF(made);
    from++;
  }
  Py_RETURN_NONE;
}

static PyObject *expression_search(Expression *self, PyObject *const *args, Size count)
{
  Size from, to;
  if (!asked(args, count, &from, &to)) return by_python(self, "search", args, count);
  return found(self, args[0], from, to);
}

static PyObject *expression_match(Expression *self, PyObject *const *args, Size count)
{
  Size from, to;
  if (!asked(args, count, &from, &to)) return by_python(self, "match", args, count);
  if (!self->row->match(PyUnicode_2BYTE_DATA(args[0]), from, to)) Py_RETURN_NONE;
  return PyObject_Vectorcall(self->match, args, count, NULL);
}

static PyObject *start_named, *end_named;

/* A place that a match tells of, or -1 with an error set. */
static Size place(PyObject *match, PyObject *named)
{
  PyObject *told = PyObject_CallMethodNoArgs(match, named);
  Size at = told ? PyLong_AsSsize_t(told) : -1;
  Py_XDECREF(told);
  return at;
}

static PyObject *expression_finditer(Expression *self, PyObject *const *args, Size count)
{
  Size from, to;
  if (!asked(args, count, &from, &to)) return by_python(self, "finditer", args, count);
  PyObject *all = PyList_New(0), *made = NULL;
  while (all && (made = found(self, args[0], from, to)) && made != Py_None) {
    from = place(made, end_named);
    int empty = from == place(made, start_named); /* Python has rules of its own for these */
    int failed = from < 0 || empty || PyList_Append(all, made);
    Py_DECREF(made);
    if (failed) {
      Py_DECREF(all);
      return PyErr_Occurred() ? NULL : by_python(self, "finditer", args, count);
    }
  }
  PyObject *each = all && made ? PyObject_GetIter(all) : NULL;
  Py_XDECREF(made);
  Py_XDECREF(all);
  return each;
}

static PyObject *expression_sub(Expression *self, PyObject *const *args, Size count)
{
  if (count == 2 && PyUnicode_CheckExact(args[1])
      && PyUnicode_KIND(args[1]) == PyUnicode_2BYTE_KIND
      && self->row->search(PyUnicode_2BYTE_DATA(args[1]), 0, PyUnicode_GET_LENGTH(args[1])) < 0) {
    Py_INCREF(args[1]);
    return args[1];
  }
  return by_python(self, "sub", args, count);
}

/* What is seldom asked is asked of Python's engine. */
#define BY_PYTHON(name) \
  static PyObject *expression_##name(Expression *self, PyObject *const *args, Size count) \
  { \
    return by_python(self, #name, args, count); \
  }
BY_PYTHON(fullmatch)
BY_PYTHON(findall)
BY_PYTHON(split)
BY_PYTHON(subn)

static PyObject *expression_pattern(Expression *self, void *unused)
{
  return PyObject_GetAttrString(self->real, "pattern");
}

#define METHOD(name) {#name, (PyCFunction)(void *)expression_##name, METH_FASTCALL, NULL}
static PyMethodDef methods[] = {
  METHOD(search), METHOD(match), METHOD(finditer), METHOD(sub), METHOD(fullmatch),
  METHOD(findall), METHOD(split), METHOD(subn), {NULL, NULL, 0, NULL}};
static PyGetSetDef attributes[] = {
  {"pattern", (getter)expression_pattern, NULL, NULL, NULL}, {NULL, NULL, NULL, NULL, NULL}};

static void expression_dealloc(Expression *self)
{
  Py_CLEAR(self->real);
  Py_CLEAR(self->match);
  Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyTypeObject ExpressionType = {
  PyVarObject_HEAD_INIT(NULL, 0)
  .tp_name = "Expression",
  .tp_basicsize = sizeof(Expression),
  .tp_flags = Py_TPFLAGS_DEFAULT,
  .tp_methods = methods,
  .tp_getset = attributes,
  .tp_dealloc = (destructor)expression_dealloc,
};

/* An expression of Python's with its function, or itself where there is none. */
static PyObject *known;

static PyObject *expression(PyObject *module, PyObject *const *args, Size count)
{
  if (count != 3) {
    PyErr_SetString(PyExc_TypeError, "three arguments");
    return NULL;
  }
  PyObject *key = PyTuple_Pack(2, args[0], args[1]);
  PyObject *number = key ? PyDict_GetItemWithError(known, key) : NULL;
  Py_XDECREF(key);
  if (!number) {
    if (PyErr_Occurred()) return NULL;
    Py_INCREF(args[2]);
    return args[2];
  }
  Expression *made = PyObject_New(Expression, &ExpressionType);
  if (!made) return NULL;
  Py_INCREF(args[2]);
  made->real = args[2];
  made->match = PyObject_GetAttrString(args[2], "match");
  made->row = rows + PyLong_AsSsize_t(number);
  return (PyObject *)made;
}

/* Words looked for in texts: of those that begin first the longest, and on behind it, which is what
 * ahocorasick_rs calls leftmost-longest. Three steps a character through tables of megabytes are
 * spared where no word begins with the two characters at hand, which a small table tells.
 */
typedef struct {
  uint32_t node, letter, to;
  int32_t word; /* which word ends there, or -1 */
} Step;

typedef struct {
  PyObject_HEAD
  Step *steps;
  unsigned char *pairs, *alone;
  uint32_t nodes, most, bits; /* most, bits: sizes less one, of steps and of pairs */
} Names;

static inline uint32_t mixed(uint32_t one, uint32_t other)
{
  uint32_t made = (one * 0x9E3779B1u) ^ (other * 0x85EBCA6Bu);
  return made ^ made >> 15;
}

/* The step from a node by a letter, or the free place where it would stand. */
static inline Step *step(const Names *self, uint32_t node, uint32_t letter)
{
  uint32_t at = mixed(node, letter) & self->most;
  while (self->steps[at].to && (self->steps[at].node != node || self->steps[at].letter != letter))
    at = (at + 1) & self->most;
  return self->steps + at;
}

static void names_dealloc(Names *self)
{
  PyMem_Free(self->steps);
  PyMem_Free(self->pairs);
  PyMem_Free(self->alone);
  Py_TYPE(self)->tp_free((PyObject *)self);
}

static void add(Names *self, PyObject *word, int32_t number)
{
  Size size = PyUnicode_GET_LENGTH(word);
  uint32_t node = 0;
  Step *last = NULL;
  for (Size i = 0; i < size; i++) {
    last = step(self, node, PyUnicode_READ_CHAR(word, i));
    if (!last->to) *last = (Step){node, PyUnicode_READ_CHAR(word, i), ++self->nodes, -1};
    node = last->to;
  }
  if (last && last->word < 0) last->word = number;
  if (size == 1 && PyUnicode_READ_CHAR(word, 0) < 0x10000)
    self->alone[PyUnicode_READ_CHAR(word, 0) >> 3] |= 1 << (PyUnicode_READ_CHAR(word, 0) & 7);
  if (size > 1) {
    uint32_t at = mixed(PyUnicode_READ_CHAR(word, 0), PyUnicode_READ_CHAR(word, 1)) & self->bits;
    self->pairs[at >> 3] |= 1 << (at & 7);
  }
}

static PyObject *names_new(PyTypeObject *type, PyObject *args, PyObject *named)
{
  static char *asked[] = {"words", "matchkind", "implementation", NULL};
  PyObject *given, *kind = NULL, *how = NULL;
  if (!PyArg_ParseTupleAndKeywords(args, named, "O|OO", asked, &given, &kind, &how)) return NULL;
  PyObject *words = PySequence_Fast(given, "words are wanted");
  if (!words) return NULL;
  Size count = PySequence_Fast_GET_SIZE(words), letters = 0;
  Names *self = (Names *)type->tp_alloc(type, 0);
  for (Size i = 0; self && i < count; i++) {
    PyObject *word = PySequence_Fast_GET_ITEM(words, i);
    if (!PyUnicode_Check(word) || !PyUnicode_GET_LENGTH(word)) {
      PyErr_SetString(PyExc_ValueError, "words of one letter or more are wanted");
      Py_CLEAR(self);
      break;
    }
    letters += PyUnicode_GET_LENGTH(word);
  }
  if (self) {
    uint32_t most = 16, bits = 4096;
    while (most < 2 * letters) most *= 2;
    while (bits < 8 * count) bits *= 2;
    self->most = most - 1;
    self->bits = bits - 1;
    self->steps = PyMem_Calloc(most, sizeof(Step));
    self->pairs = PyMem_Calloc(bits / 8, 1);
    self->alone = PyMem_Calloc(0x10000 / 8, 1);
    if (!self->steps || !self->pairs || !self->alone) {
      PyErr_NoMemory();
      Py_CLEAR(self);
    }
  }
  for (Size i = 0; self && i < count; i++)
    add(self, PySequence_Fast_GET_ITEM(words, i), (int32_t)i);
  Py_DECREF(words);
  return (PyObject *)self;
}

static PyObject *names_find(Names *self, PyObject *text)
{
  if (!PyUnicode_Check(text)) {
    PyErr_SetString(PyExc_TypeError, "a text is wanted");
    return NULL;
  }
  PyObject *all = PyList_New(0);
  int width = PyUnicode_KIND(text);
  const void *letters = PyUnicode_DATA(text);
  Size size = PyUnicode_GET_LENGTH(text);
  for (Size i = 0; all && i < size;) {
    uint32_t one = PyUnicode_READ(width, letters, i), pair;
    int begins = one > 0xFFFF || self->alone[one >> 3] >> (one & 7) & 1;
    if (!begins && i + 1 < size) {
      pair = mixed(one, PyUnicode_READ(width, letters, i + 1)) & self->bits;
      begins = self->pairs[pair >> 3] >> (pair & 7) & 1;
    }
    Size end = 0, at = i;
    int32_t word = -1;
    for (uint32_t node = 0; begins && at < size;) {
      const Step *next = step(self, node, PyUnicode_READ(width, letters, at));
      if (!next->to) break;
      node = next->to;
      at++;
      if (next->word >= 0) {
        word = next->word;
        end = at;
      }
    }
    if (word < 0) {
      i++;
      continue;
    }
    PyObject *told[3] = {PyLong_FromLong(word), PyLong_FromSsize_t(i), PyLong_FromSsize_t(end)};
    PyObject *found = told[0] && told[1] && told[2] ? PyTuple_New(3) : NULL;
    for (int n = 0; n < 3; n++)
      if (found) PyTuple_SET_ITEM(found, n, told[n]);
      else Py_XDECREF(told[n]);
    if (!found || PyList_Append(all, found)) Py_CLEAR(all);
    Py_XDECREF(found);
    i = end;
  }
  return all;
}

static PyMethodDef names_methods[] = {
  {"find_matches_as_indexes", (PyCFunction)names_find, METH_O, NULL}, {NULL, NULL, 0, NULL}};
static PyTypeObject NamesType = {
  PyVarObject_HEAD_INIT(NULL, 0)
  .tp_name = "Names",
  .tp_basicsize = sizeof(Names),
  .tp_flags = Py_TPFLAGS_DEFAULT,
  .tp_methods = names_methods,
  .tp_new = names_new,
  .tp_dealloc = (destructor)names_dealloc,
};

static PyMethodDef functions[] = {
  {"expression", (PyCFunction)(void *)expression, METH_FASTCALL, NULL},
  {NULL, NULL, 0, NULL}};
static struct PyModuleDef definition = {
  PyModuleDef_HEAD_INIT, "matching", NULL, -1, functions, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_matching(void)
{
  start_named = PyUnicode_InternFromString("start");
  end_named = PyUnicode_InternFromString("end");
  known = PyDict_New();
  if (!start_named || !end_named || !known || PyType_Ready(&ExpressionType) < 0
      || PyType_Ready(&NamesType) < 0)
    return NULL;
  for (Size i = 0; i < (Size)(sizeof(rows) / sizeof(rows[0])); i++) {
    PyObject *pattern = PyUnicode_FromStringAndSize(rows[i].pattern, rows[i].size);
    PyObject *flags = PyLong_FromLong(rows[i].flags), *number = PyLong_FromSsize_t(i);
    PyObject *key = pattern && flags ? PyTuple_Pack(2, pattern, flags) : NULL;
    int failed = !key || !number || PyDict_SetItem(known, key, number);
    Py_XDECREF(pattern);
    Py_XDECREF(flags);
    Py_XDECREF(number);
    Py_XDECREF(key);
    if (failed) return NULL;
  }
  PyObject *module = PyModule_Create(&definition);
  if (module && PyModule_AddObjectRef(module, "Names", (PyObject *)&NamesType)) Py_CLEAR(module);
  return module;
}

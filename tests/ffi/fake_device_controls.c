/* The controls of the fake camera, one of each kind. */
#include "fake_device.h"

#define CAMERA_CLASS 0x009a0000u

static struct control {
  uint32_t id, type;
  const char *name;
  int64_t min, max, step, normal;
  uint32_t flags, elements;
} controls[] = {
    {V4L2_CID_USER_CLASS, V4L2_CTRL_TYPE_CTRL_CLASS, "User Controls", 0, 0, 0, 0,
     V4L2_CTRL_FLAG_READ_ONLY | V4L2_CTRL_FLAG_WRITE_ONLY, 0},
    {V4L2_CID_BRIGHTNESS, V4L2_CTRL_TYPE_INTEGER, "Brightness", -64, 64, 4, 0, 0, 0},
    {V4L2_CID_CONTRAST, V4L2_CTRL_TYPE_INTEGER, "Contrast", 0, 100, 1, 50, 0, 0},
    {V4L2_CID_SATURATION, V4L2_CTRL_TYPE_INTEGER, "Not There", 0, 1, 1, 0, V4L2_CTRL_FLAG_DISABLED, 0},
    {V4L2_CID_POWER_LINE_FREQUENCY, V4L2_CTRL_TYPE_MENU, "Power Line Frequency", 0, 3, 1, 1, 0, 0},
    {CAMERA_CLASS | 1, V4L2_CTRL_TYPE_CTRL_CLASS, "Camera Controls", 0, 0, 0, 0,
     V4L2_CTRL_FLAG_READ_ONLY | V4L2_CTRL_FLAG_WRITE_ONLY, 0},
    {V4L2_CID_EXPOSURE_AUTO, V4L2_CTRL_TYPE_MENU, "Auto Exposure", 0, 3, 1, 3, 0, 0},
    {V4L2_CID_EXPOSURE_ABSOLUTE, V4L2_CTRL_TYPE_INTEGER, "Exposure Time, Absolute", 3, 2047, 1, 250,
     V4L2_CTRL_FLAG_INACTIVE, 0},
    {V4L2_CID_EXPOSURE_AUTO_PRIORITY, V4L2_CTRL_TYPE_BOOLEAN, "Exposure, Dynamic Framerate", 0, 1, 1, 0, 0, 0},
    {V4L2_CID_PAN_RESET, V4L2_CTRL_TYPE_BUTTON, "Pan, Reset", 0, 0, 0, 0, V4L2_CTRL_FLAG_WRITE_ONLY, 0},
    {V4L2_CID_PRIVACY, V4L2_CTRL_TYPE_BOOLEAN, "Privacy", 0, 1, 1, 0, V4L2_CTRL_FLAG_READ_ONLY, 0},
    {CAMERA_CLASS | 0x930, V4L2_CTRL_TYPE_INTEGER64, "Wide Number", 0, 1ll << 40, 1, 1ll << 33, 0, 0},
    {CAMERA_CLASS | 0x931, V4L2_CTRL_TYPE_BITMASK, "Some Bits", 0, 0x5, 0, 1, 0, 0},
    {CAMERA_CLASS | 0x932, V4L2_CTRL_TYPE_INTEGER_MENU, "Steps", 0, 1, 1, 0, 0, 0},
    {CAMERA_CLASS | 0x933, V4L2_CTRL_TYPE_STRING, "Some Text", 0, 10, 1, 0, 0, 1},
};

enum { CONTROLS = sizeof controls / sizeof *controls };

static int find(uint32_t id) {
  for (int i = 0; i < CONTROLS; i++)
    if (controls[i].id == id) return i;
  return -1;
}

void controls_reset(void) {
  for (int i = 0; i < CONTROLS; i++) fake.values[i] = controls[i].normal;
}

static int query(struct v4l2_query_ext_ctrl *answer) {
  int next = (answer->id & V4L2_CTRL_FLAG_NEXT_CTRL) != 0, place = -1;
  uint32_t id = answer->id & V4L2_CTRL_ID_MASK;
  for (int i = 0; place < 0 && i < CONTROLS; i++)
    if (next ? controls[i].id > id : controls[i].id == id) place = i;
  if (place < 0 || fake.set[FAKE_NO_CONTROLS]) return fake_fail(EINVAL);
  const struct control *control = &controls[place];
  memset(answer, 0, sizeof *answer);
  answer->id = control->id;
  answer->type = control->type;
  snprintf(answer->name, sizeof answer->name, "%s", control->name);
  answer->minimum = control->min;
  answer->maximum = control->max;
  answer->step = (uint64_t)control->step;
  answer->default_value = control->normal;
  answer->elems = 1;
  answer->flags = control->flags;
  int manual = fake.values[find(V4L2_CID_EXPOSURE_AUTO)] == 1;
  if (control->id == V4L2_CID_EXPOSURE_ABSOLUTE && manual) answer->flags &= ~V4L2_CTRL_FLAG_INACTIVE;
  return 0;
}

static int menu(struct v4l2_querymenu *answer) {
  static const char *const exposures[] = {NULL, "Manual Mode", NULL, "Aperture Priority Mode"};
  static const char *const lines[] = {"Disabled", "50 Hz", "60 Hz", "Auto"};
  if (answer->index > 3) return fake_fail(EINVAL);
  if (answer->id == (CAMERA_CLASS | 0x932)) {
    answer->value = answer->index ? 1000000 : 500;
    return 0;
  }
  const char *name = answer->id == V4L2_CID_EXPOSURE_AUTO ? exposures[answer->index] : lines[answer->index];
  if (!name) return fake_fail(EINVAL);
  snprintf((char *)answer->name, sizeof answer->name, "%s", name);
  return 0;
}

/* The driver keeps contrast below 80, whatever it says. */
static int access_one(int set, struct v4l2_ext_control *control) {
  int place = find(control->id);
  if (place < 0) return fake_fail(EINVAL);
  int wide = controls[place].type == V4L2_CTRL_TYPE_INTEGER64;
  if (set) {
    if (fake_refuses(REFUSE_CONTROL) < 0) return -1;
    int64_t value = wide ? control->value64 : control->value;
    if (control->id == V4L2_CID_CONTRAST && value > 80) value = 80;
    fake_note("S_CTRL %s %lld\n", controls[place].name, (long long)value);
    fake.values[place] = value;
  }
  if (wide) control->value64 = fake.values[place];
  else control->value = (int32_t)fake.values[place];
  return 0;
}

int controls_ioctl(unsigned long request, void *argument) {
  struct v4l2_ext_controls *list = argument;
  switch (request) {
    case VIDIOC_QUERY_EXT_CTRL:
      return query(argument);
    case VIDIOC_QUERYMENU:
      return menu(argument);
    case VIDIOC_G_EXT_CTRLS:
    case VIDIOC_S_EXT_CTRLS:
      return list->count == 1 ? access_one(request == VIDIOC_S_EXT_CTRLS, list->controls) : fake_fail(EINVAL);
    default:
      return fake_fail(ENOTTY);
  }
}

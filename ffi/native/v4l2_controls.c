/* Controls of a V4L2 device: brightness, exposure and the like. Thin, as v4l2.c is. */
#include "v4l2_calls.h"

#include <linux/videodev2.h>
#include <string.h>

#include "scrim.h"

int32_t scrim_v4l2_control_at(const void *const *calls, int32_t fd, uint32_t id, uint8_t *name,
                              int64_t *numbers) {
  if (!calls || !name || !numbers) return -EINVAL;
  struct v4l2_query_ext_ctrl answer = {.id = id};
  int result = scrim_v4l2_ioctl(calls, fd, VIDIOC_QUERY_EXT_CTRL, &answer);
  if (result == -EINVAL || result == -ENOTTY) return 0;
  if (result < 0) return result;
  memcpy(name, answer.name, 32);
  numbers[0] = answer.id;
  numbers[1] = answer.type;
  numbers[2] = answer.flags;
  numbers[3] = answer.minimum;
  numbers[4] = answer.maximum;
  numbers[5] = (int64_t)answer.step;
  numbers[6] = answer.default_value;
  numbers[7] = answer.elems;
  return 1;
}

int32_t scrim_v4l2_menu_at(const void *const *calls, int32_t fd, uint32_t id, uint32_t index, uint8_t *name,
                           int64_t *value) {
  if (!calls || !name || !value) return -EINVAL;
  struct v4l2_querymenu answer = {.id = id, .index = index};
  int result = scrim_v4l2_ioctl(calls, fd, VIDIOC_QUERYMENU, &answer);
  if (result == -EINVAL || result == -ENOTTY) return 0;
  if (result < 0) return result;
  memcpy(name, answer.name, 32);
  memcpy(value, answer.name, sizeof *value); /* what an integer menu has in the place of a name */
  return 1;
}

int32_t scrim_v4l2_control(const void *const *calls, int32_t fd, uint32_t id, int32_t set, int32_t wide,
                           int64_t *value) {
  if (!calls || !value) return -EINVAL;
  struct v4l2_ext_control control = {.id = id};
  if (wide) control.value64 = *value;
  else control.value = (int32_t)*value;
  struct v4l2_ext_controls list = {.count = 1, .controls = &control};
  int result = scrim_v4l2_ioctl(calls, fd, set ? VIDIOC_S_EXT_CTRLS : VIDIOC_G_EXT_CTRLS, &list);
  if (result < 0) return result;
  *value = wide ? control.value64 : control.value;
  return 0;
}

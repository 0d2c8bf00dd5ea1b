/* Programs that come and go: opens a V4L2 device again and again, starts to read (with `read`), and leaves.
 *
 *     come_and_go DEVICE CYCLES [read]
 *
 * Up to three at once. Whatever the device refuses (some versions allow one reader) is part of the game. Says how many
 * streams started.
 */
#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define AT_ONCE 3

int main(int count, char **arguments) {
  if (count < 3) return 64;
  int open_files[AT_ONCE] = {-1, -1, -1}, streams = 0;
  for (int cycle = 0; cycle < atoi(arguments[2]); cycle++) {
    int *place = &open_files[cycle % AT_ONCE];
    if (*place >= 0) close(*place);
    *place = open(arguments[1], O_RDWR | O_NONBLOCK);
    if (*place < 0) continue;
    usleep(cycle % 7 * 1000);
    if (count == 3) continue;
    struct v4l2_requestbuffers request = {
        .count = 2, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP};
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    if (ioctl(*place, VIDIOC_REQBUFS, &request) == 0 && ioctl(*place, VIDIOC_STREAMON, &type) == 0) streams++;
  }
  printf("%d\n", streams);
  return 0;
}

/* Reads a V4L2 device as OBS does: with OBS's own v4l2 source, the plugin linux-v4l2.so, but without OBS's window. The
 * plugin registers its source and hands over frames by functions of OBS's library that are ours here, because a program's
 * symbols come before a library's.
 *
 *     obs_reader PLUGIN DEVICE FRAMES FILE
 *
 * Writes the first plane of the last frame to FILE. Prints the seconds at which each frame came, one a line, then
 *     WIDTH HEIGHT ROW_BYTES FORMAT
 * with OBS's name of the format.
 */
#include <dlfcn.h>
#include <obs/obs-module.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define OURS __attribute__((visibility("default")))
/* Whatever takes longer hangs. */
#define MOST_SECONDS 900

static struct obs_source_info camera;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t all_seen = PTHREAD_COND_INITIALIZER;
static int wanted, seen;
static const char *file_name;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void fail(const char *what) {
  fprintf(stderr, "obs_reader: %s\n", what);
  exit(1);
}

static void report(const struct obs_source_frame *frame) {
  FILE *file = fopen(file_name, "wb");
  const size_t size = (size_t)frame->linesize[0] * frame->height;
  if (!file || fwrite(frame->data[0], 1, size, file) != size || fclose(file) != 0)
    fail("cannot write the frame");
  printf("%u %u %u %s\n", frame->width, frame->height, frame->linesize[0],
         get_video_format_name(frame->format));
}

OURS void obs_register_source_s(const struct obs_source_info *info, size_t size) {
  if (strcmp(info->id, "v4l2_input") == 0) memcpy(&camera, info, size < sizeof camera ? size : sizeof camera);
}

/* The plugin's virtual camera, which writes: not of interest. */
OURS void obs_register_output_s(const struct obs_output_info *info, size_t size) {
  (void)info;
  (void)size;
}

/* What the plugin tells OBS's window. */
OURS void obs_apply_private_data(obs_data_t *settings) {
  (void)settings;
}

OURS void obs_source_output_video(obs_source_t *source, const struct obs_source_frame *frame) {
  (void)source;
  pthread_mutex_lock(&lock);
  if (frame && seen < wanted) {
    printf("%.3f\n", now());
    if (++seen == wanted) {
      report(frame);
      pthread_cond_signal(&all_seen);
    }
  }
  pthread_mutex_unlock(&lock);
}

static int wait_for_frames(void) {
  struct timespec until;
  int result = 0;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += MOST_SECONDS;
  pthread_mutex_lock(&lock);
  while (seen < wanted && result == 0) result = pthread_cond_timedwait(&all_seen, &lock, &until);
  if (result) fprintf(stderr, "obs_reader: %d of %d frames in %d s\n", seen, wanted, MOST_SECONDS);
  pthread_mutex_unlock(&lock);
  return result != 0;
}

int main(int argc, char **argv) {
  if (argc != 5) {
    fprintf(stderr, "usage: obs_reader PLUGIN DEVICE FRAMES FILE\n");
    return 2;
  }
  wanted = atoi(argv[3]);
  file_name = argv[4];
  void *plugin = dlopen(argv[1], RTLD_NOW | RTLD_GLOBAL);
  if (!plugin) fail(dlerror());
  bool (*load)(void) = (bool (*)(void))dlsym(plugin, "obs_module_load");
  if (!load || !load() || !camera.create) fail("the plugin offers no v4l2 source");

  obs_data_t *settings = obs_data_create();
  camera.get_defaults(settings);
  obs_data_set_string(settings, "device_id", argv[2]);
  void *source = camera.create(settings, NULL);
  const int result = wait_for_frames();
  camera.destroy(source); /* joins the thread that reads */
  obs_data_release(settings);
  return result;
}

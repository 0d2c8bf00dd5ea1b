/**
 * The names of keypoints, classes and body parts, spelled as in the models' own documentation.
 *
 * @module
 */

/** The 33 keypoints of MediaPipe's pose models, in the order of their outputs (`PoseLandmark`). */
export const KEYPOINTS = [
  "nose",
  "left_eye_inner",
  "left_eye",
  "left_eye_outer",
  "right_eye_inner",
  "right_eye",
  "right_eye_outer",
  "left_ear",
  "right_ear",
  "mouth_left",
  "mouth_right",
  "left_shoulder",
  "right_shoulder",
  "left_elbow",
  "right_elbow",
  "left_wrist",
  "right_wrist",
  "left_pinky",
  "right_pinky",
  "left_index",
  "right_index",
  "left_thumb",
  "right_thumb",
  "left_hip",
  "right_hip",
  "left_knee",
  "right_knee",
  "left_ankle",
  "right_ankle",
  "left_heel",
  "right_heel",
  "left_foot_index",
  "right_foot_index",
] as const;

/** The classes of `selfie_multiclass_256x256`, in the order of its channels (the labels in its metadata). */
export const MULTICLASS = [
  "background",
  "hair",
  "body-skin",
  "face-skin",
  "clothes",
  "others",
] as const;

/** The 24 body parts of BodyPix, in the order of its labels. */
export const BODY_PARTS = [
  "left_face",
  "right_face",
  "left_upper_arm_front",
  "left_upper_arm_back",
  "right_upper_arm_front",
  "right_upper_arm_back",
  "left_lower_arm_front",
  "left_lower_arm_back",
  "right_lower_arm_front",
  "right_lower_arm_back",
  "left_hand",
  "right_hand",
  "torso_front",
  "torso_back",
  "left_upper_leg_front",
  "left_upper_leg_back",
  "right_upper_leg_front",
  "right_upper_leg_back",
  "left_lower_leg_front",
  "left_lower_leg_back",
  "right_lower_leg_front",
  "right_lower_leg_back",
  "left_foot",
  "right_foot",
] as const;

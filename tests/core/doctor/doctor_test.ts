import assert from "node:assert/strict";
import { reportText } from "../../../core/cli/doctor.ts";
import { flawsOf } from "../../../core/doctor/loopback_version.ts";
import { isBelow } from "../../../core/doctor/system.ts";
import { CASES, files, well } from "./cases.ts";
import { camera, diagnose, unloaded, WELL } from "./machines.ts";

Deno.test("where everything is well, the doctor finds nothing to do", async () => {
  const { ok, all } = await diagnose(WELL);
  assert.deepEqual(all.filter(({ status, todo }) => status !== "ok" || todo !== null), []);
  assert.equal(ok, true);
  assert.ok(all.length >= 10, "hardly anything was looked at");
  assert.match(
    reportText({ ok, findings: all }),
    /\n\nA picture can get from a camera to a virtual/,
  );
});

for (const { name, machine, id, status, text, todo } of CASES) {
  Deno.test(`the doctor finds ${name}`, async () => {
    const { ok, of, all } = await diagnose(machine);
    const found = of(id);
    assert.equal(found.status, status);
    assert.match(found.text, text);
    assert.match(found.todo ?? "", todo);
    assert.equal(ok, all.every((one) => one.status !== "problem"));
    if (status === "problem") assert.equal(ok, false);
  });
}

Deno.test("browsers that may use cameras are well", async () => {
  const { all } = await diagnose(well({
    commands: {
      ...WELL.commands,
      "flatpak list --app --columns=application": "org.mozilla.firefox\n",
      "flatpak info --show-permissions org.mozilla.firefox": "devices=all;\n",
      "snap list": "Name\nchromium 130\n",
      "snap connections chromium": "camera  chromium:camera  :camera  manual\n",
    },
  }));
  const said = all.filter(({ id }) => id === "flatpak" || id === "snap");
  assert.deepEqual(said.map(({ status }) => status), ["ok", "ok"]);
  assert.match(said[0].text, /media\.webrtc\.camera\.allow-pipewire/);
});

Deno.test("Secure Boot is told where the machine says, and is no problem by itself", async () => {
  const boot = async (last: number) =>
    (await diagnose(files({
      "/sys/firmware/efi/efivars/SecureBoot-8be4": Uint8Array.of(6, 0, 0, 0, last),
    }))).of("secure-boot");
  assert.match((await boot(1)).text, /is on/);
  assert.match((await boot(0)).text, /is off/);
  assert.equal((await boot(1)).status, "ok");
});

Deno.test("Secure Boot is only spoken of where it is in the way", async () => {
  const todo = async (commands: Record<string, string>) => {
    const machine = unloaded({
      "/sys/firmware/efi/efivars/SecureBoot-8be4": Uint8Array.of(6, 0, 0, 0, 1),
    });
    return (await diagnose({ ...machine, commands })).of("loopback-module").todo ?? "";
  };
  const test = "mokutil --test-key /var/lib/dkms/mok.pub";
  assert.doesNotMatch(await todo({ [test]: "mok.pub is already enrolled" }), /Secure Boot/);
  assert.match(await todo({ [test]: "mok.pub is not enrolled" }), /if that says 'Key was rejected/);
  const dmesg = "Lockdown: modprobe: unsigned module loading is restricted";
  assert.match(
    await todo({ dmesg }),
    /the kernel has refused an unsigned module, enrol DKMS's key/,
  );
});

Deno.test("rights: join the group, log in again, or look closer", async () => {
  const todo = async (members: string, groups: string) => {
    const { of } = await diagnose({
      ...WELL,
      files: {
        "/etc/passwd": "root:x:0:0::/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\n",
        "/etc/group": `audio:x:29:\nvideo:x:44:${members}\n`,
        "/proc/self/status": `Name:\tdeno\nUid:\t1000\t1000\t1000\t1000\nGroups:\t${groups} \n`,
      },
      devices: [camera({ what: "unreachable", unsuitable: "permission denied (EACCES)" })],
    });
    return of("device-access").todo ?? "";
  };
  assert.match(await todo("bob", "1000 29"), /usermod -aG video/);
  assert.match(await todo("bob,ann", "1000 29"), /log out and in again$/);
  assert.doesNotMatch(await todo("bob,ann", "1000 29"), /usermod/);
  assert.match(await todo("ann", "1000 44"), /getfacl/);
});

Deno.test("each version of v4l2loopback is told its own flaws", () => {
  const said = (version: string, kernel = "6.1"): string => flawsOf(version, kernel).join("; ");
  assert.match(said("0.12.5"), /CVE-2022-2652.*forgets.*torn/);
  assert.doesNotMatch(said("0.12.7"), /CVE/);
  assert.match(said("0.13.2"), /torn.*only one program/);
  assert.match(said("0.14.0"), /622/);
  assert.doesNotMatch(said("0.14.0"), /torn|only one/);
  assert.doesNotMatch(said("0.15.2", "6.17.9"), /crash/);
  assert.match(said("0.15.2", "6.18.0-1"), /this kernel can crash/);
  assert.match(said("0.15.3", "6.18.0"), /^programs can make the kernel write outside/);
  assert.equal(said("0.15.4", "6.18.0"), "");
  assert.equal(said("0.16.0", "7.0"), "");
});

Deno.test("a version that the module does not say is read from DKMS, if there is one only", async () => {
  const without = (changes: Record<string, string>) => {
    const { "/sys/module/v4l2loopback/version": _, ...rest } = WELL.files;
    return diagnose(well({ files: { ...rest, ...changes } }));
  };
  const version = async (changes: Record<string, string>) =>
    (await without(changes)).of("loopback-version").text;
  const dkms = "/var/lib/dkms/v4l2loopback";
  const one = { [`${dkms}/0.12.7/source`]: "", [`${dkms}/kernel-6.8-x86_64/a`]: "" };
  assert.match(await version(one), /^v4l2loopback 0\.12\.7: /);
  assert.match(
    await version({ ...one, [`${dkms}/0.15.4/source`]: "" }),
    /does not say its version/,
  );
  assert.match(await version({}), /does not say its version/);
});

Deno.test("isBelow compares numbers, not text", () => {
  assert.equal(isBelow("0.9.1", "0.12"), true);
  assert.equal(isBelow("0.15.4", "0.15.4"), false);
  assert.equal(isBelow("0.15", "0.15.1"), true);
  assert.equal(isBelow("6.18.44-fc", "6.18"), false);
});

Deno.test("reportText puts what to do below what is, and counts problems", () => {
  const findings = [
    { id: "a", status: "ok", text: "one", todo: null },
    { id: "b", status: "problem", text: "two", todo: "do it" },
  ] as const;
  assert.equal(
    reportText({ ok: false, findings }),
    "ok       one\nproblem  two\n         -> do it\n\n" +
      "No picture gets from a camera to a virtual camera: 1 problem above.",
  );
});

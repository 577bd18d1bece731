// SPDX-License-Identifier: Apache-2.0
//
// The hypervisor's part of a run: see host.h.
#include "host.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

namespace
{

// Memory map of the guests (offsets) and the second-stage tables above them.
constexpr uint32_t kCodePages = 8, kLeaf = 0xfa000, kMiddle = 0xfb000, kRoot = 0xfc000;
constexpr uint32_t kMailbox = 0xcf000;
constexpr uint64_t kStopEvery = 15000; // model cycles

} // namespace

std::vector<uint8_t> read_image(const char *program)
{
    std::ifstream in(program, std::ios::binary);
    if (!in) {
        fprintf(stderr, "%s: cannot be read\n", program);
        exit(2);
    }
    return std::vector<uint8_t>(std::istreambuf_iterator<char>(in), {});
}

void Host::give_way(unsigned way)
{
    rig_.write(L2_COMMAND, way | 1u << 8 | 2u << 16, kOwner);
    uint64_t status = 1;
    for (int i = 0; i < 20000 && (status & 1); i++)
        rig_.access(kOwner, false, L2_STATUS, &status);
    if (status != 0)
        rig_.fail("way %u was not given", way);
}

void Host::load()
{
    for (uint32_t at = 0; at < image_.size(); at += 8) {
        uint64_t word = 0;
        memcpy(&word, &image_[at], std::min<size_t>(8, image_.size() - at));
        if (word != 0)
            rig_.window_write(at, word);
    }
    const uint64_t valid = 1, rx = 0x5b, rw = 0xd7; // V R X U A; V R W U A D
    rig_.window_write(kRoot + 16, (0x80000000ull + kMiddle) >> 12 << 10 | valid);
    rig_.window_write(kMiddle, (0x80000000ull + kLeaf) >> 12 << 10 | valid);
    for (uint32_t page = 0; page < kLeaf >> 12; page++)
        rig_.window_write(kLeaf + 8 * page,
                          (0x80000ull + page) << 10 | (page < kCodePages ? rx : rw));
}

void Host::start_state()
{
    const uint64_t hedeleg = 0xb15d, stce = 1ull << 63;
    const struct {
        uint16_t regno;
        uint64_t value;
    } settings[] = {{0x302, hedeleg},
                    {0x303, 0x444},
                    {0x306, 7},
                    {0x30a, stce},
                    {0x680, 8ull << 60 | 1ull << 44 | (0x80000000ull + kRoot) >> 12},
                    {0x602, hedeleg},
                    {0x603, 0x444},
                    {0x606, 7},
                    {0x60a, stce},
                    {0x605, 0},
                    {kHvip, 0},
                    {0x24d, ~0ull},
                    {0x7b0, 1u << 5 | 1},
                    {kDpc, 0x80000000ull}};
    for (const auto &s : settings)
        rig_.reg_write(s.regno, s.value);
}

void Host::power_up()
{
    rig_.wait_status(kScrubbing | kInReset, kInReset);
    for (unsigned way = 4; way < 8; way++)
        give_way(way);
}

void Host::boot()
{
    power_up();
    rig_.write(CONFIG, 20);
    rig_.write(FENCE, (kCodePages - 1) << 16 | 1ull << 32);
    rig_.write(DMCONTROL, 0);
    rig_.wait_status(kInReset | kHalted, kHalted);
    load();
    start_state();
    rig_.write(FENCE_LOCK, 1);
    rig_.write(IRQ_ENABLE, 3);
    rig_.write(IRQ_STATUS, 7);
    rig_.write(STOP_AT, (stop_ = kStopEvery) | 1ull << 63);
    settle();
    rig_.recording = true;
    rig_.write(DMCONTROL, kResume);
}

// The halt stands before time goes on, so that it enters in the same model frame in every run.
void Host::on_stop()
{
    while (stop_ <= rig_.top->cycle_o)
        stop_ += kStopEvery;
    halting_ = true;
    rig_.write(DMCONTROL, kHalt);
    rig_.clocks(2 * kFrame);
    rig_.write(STOP_AT, stop_ | 1ull << 63);
    settle();
    rig_.write(DMCONTROL, kHalt | kStopClear);
}

void Host::on_ecall()
{
    const uint64_t number = rig_.reg_read(kGpr + 17), value = rig_.reg_read(kGpr + 10);
    if (number == 0) {
        ended = true;
        result = value;
    } else if (number == 2) {
        for (uint32_t i = 0; i < 4; i++)
            rig_.window_write(kMailbox + 64 * exits + 8 * i, hash64(value + i));
        rig_.window_write(kSweep + 512 * exits, value);
        rig_.reg_write(kGpr + 10, hash64(value));
        rig_.reg_write(kDpc, rig_.read(EXIT_PC) + 4);
    } else {
        rig_.fail("the guest took trap %llu at %llx, tval %llx", (unsigned long long)value,
                  (unsigned long long)rig_.reg_read(kGpr + 11),
                  (unsigned long long)rig_.reg_read(kGpr + 12));
    }
}

void Host::on_exit(Rng *noise)
{
    const uint64_t exit = rig_.read(EXIT);
    const unsigned reason = exit & 7, cause = exit >> 16 & 63;
    halting_ = false;
    for (unsigned i = noise ? (*noise)() % 4 : 0; i > 0; i--)
        rig_.window_read((*noise)() % kRegion);
    uint64_t event = 0;
    if (reason == 1 && cause == 10) {
        exits++;
        on_ecall();
    } else if (reason == 2) {
        if (++idles % 5 == 4)
            rig_.reg_write(kHvip, 4);
        else
            event = kAdvance;
    } else if (reason == 3) {
        if (++halts % 2 == 0)
            rig_.reg_write(kHvip, 4);
    } else {
        rig_.fail("exit %llx at %llx", (unsigned long long)exit,
                  (unsigned long long)rig_.read(EXIT_PC));
    }
    if (ended)
        return;
    // Sometimes the domain is told to freeze while it is parked, and so resumes into a freeze.
    const bool hold = noise && (*noise)() % 3 == 0;
    if (event != 0)
        rig_.write(DMCONTROL, event | (hold ? kFreeze : 0));
    settle();
    rig_.write(DMCONTROL, kResume | (hold ? kFreeze : 0));
    if (!hold)
        return;
    rig_.clocks((*noise)() % 100);
    rig_.window_read((*noise)() % kRegion);
    settle();
    rig_.write(DMCONTROL, 0);
}

void Host::serve(Rng *noise)
{
    const uint64_t status = rig_.status();
    rig_.write(IRQ_STATUS, 7);
    if (status & kStopped)
        on_stop();
    else if (status & kHalted)
        on_exit(noise);
}

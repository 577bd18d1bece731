/* SPDX-License-Identifier: Apache-2.0
 *
 * What the parsers take and give. They run in U mode in pages of their own (hv/sandbox.h): each
 * call gets one input and leaves one output, and keeps nothing between calls. What they answer is
 * checked again by the caller, as if the model had written it.
 */
#ifndef PARSERS_PARSE_H
#define PARSERS_PARSE_H

#include <stddef.h>
#include <stdint.h>

#include "../policy.h"

enum parser { PARSER_ELF = 1, PARSER_VIRTQ, PARSER_PROMPT, PARSER_OUTPUT, PARSER_LAST };

/* ---------------------------------------------------------------- ELF */
#define ELF_HEAD_MAX     4096 /* ELF and program headers lie within */
#define ELF_SEGMENTS_MAX 8

enum elf_error {
    ELF_OK = 0,
    ELF_NOT_ELF,
    ELF_BAD_CLASS,
    ELF_BAD_MACHINE,
    ELF_BAD_TYPE,
    ELF_BAD_HEADERS,
    ELF_TOO_MANY_SEGMENTS,
    ELF_BAD_SEGMENT,
    ELF_OUTSIDE_MEMORY,
    ELF_OVERLAP,
    ELF_WRITE_AND_EXECUTE,
    ELF_BAD_ENTRY,
};

struct elf_input {
    uint64_t file_length;
    uint64_t memory_base;
    uint64_t memory_size;
    uint32_t head_length;
    uint32_t reserved;
    uint8_t head[ELF_HEAD_MAX];
};

struct elf_segment {
    uint64_t offset;
    uint64_t address;
    uint64_t filesz;
    uint64_t memsz;
    uint32_t executable;
    uint32_t reserved;
};

struct elf_output {
    uint32_t error;
    uint32_t count;
    uint64_t entry;
    struct elf_segment segments[ELF_SEGMENTS_MAX];
};

/* ---------------------------------------------------------------- virtqueue */
#define VIRTQ_MAX           16    /* largest queue */
#define VIRTQ_SEGMENT_BYTES 65536 /* longest buffer */

enum virtq_error {
    VIRTQ_OK = 0,
    VIRTQ_BAD_SIZE,
    VIRTQ_BAD_INDEX,
    VIRTQ_BAD_DESCRIPTOR,
    VIRTQ_LOOP,
    VIRTQ_INDIRECT,
    VIRTQ_BAD_LENGTH,
    VIRTQ_BAD_ORDER,
    VIRTQ_OVERLAP,
};

struct virtq_input {
    uint16_t size;
    uint16_t last_avail;
    uint32_t trust; /* nonzero (wall switched off): report segments without judging them */
    uint8_t desc[16 * VIRTQ_MAX];
    uint8_t avail[4 + 2 * VIRTQ_MAX];
    uint8_t padding[4];
};

struct virtq_segment {
    uint64_t address;
    uint32_t length;
    uint32_t writable;
};

struct virtq_chain {
    uint16_t head;
    uint16_t first; /* index of its first segment */
    uint16_t count;
    uint16_t reserved;
};

/* A descriptor belongs to one chain, so there are never more segments than descriptors. */
struct virtq_output {
    uint32_t error;
    uint32_t count; /* of chains */
    uint32_t segments_used;
    uint32_t reserved;
    struct virtq_chain chains[VIRTQ_MAX];
    struct virtq_segment segments[VIRTQ_MAX];
};

/* ---------------------------------------------------------------- prompt (shield) */
#define PROMPT_MAX 2048

enum prompt_error {
    PROMPT_OK = 0,
    PROMPT_EMPTY,
    PROMPT_TOO_LONG,
    PROMPT_BAD_UTF8,
    PROMPT_BAD_CHARACTER,
    PROMPT_DENIED,
};

struct prompt_input {
    uint32_t length;
    uint32_t max_length;
    uint8_t bytes[PROMPT_MAX];
};

struct prompt_output {
    uint32_t error;
    uint32_t offset;  /* byte at which it failed */
    uint32_t pattern; /* index of the denied phrase */
    uint32_t reserved;
};

/* ---------------------------------------------------------------- output (sanitizer) */
#define OUTPUT_CHUNK   128
#define OUTPUT_HISTORY 64

enum output_flags {
    OUTPUT_FLUSH = 1,       /* give out what was held back for a possible match */
    OUTPUT_NO_PATTERNS = 2, /* wall switched off */
    OUTPUT_NO_CONTROL = 4,  /* wall switched off */
};

/* Travels from call to call; kept per port by the hypervisor. */
struct output_state {
    uint32_t history_length;
    uint32_t history_given; /* how many bytes of history are out already */
    uint32_t partial_length;
    uint32_t reserved;
    uint8_t history[OUTPUT_HISTORY];
    uint8_t partial[4]; /* begun UTF-8 sequence */
    uint8_t padding[4];
};

struct output_input {
    struct output_state state;
    uint32_t length;
    uint32_t flags;
    uint8_t bytes[OUTPUT_CHUNK];
};

/* A bad byte becomes three (U+FFFD), a denied phrase becomes a fixed marker. */
#define OUTPUT_OUT_MAX (OUTPUT_CHUNK * 10 + OUTPUT_HISTORY + 16)

struct output_output {
    struct output_state state;
    uint32_t length;
    uint32_t bad_utf8;
    uint32_t control;
    uint32_t denied;
    uint32_t pattern; /* index of the last denied phrase */
    uint32_t reserved;
    uint8_t bytes[OUTPUT_OUT_MAX];
};

/* ---------------------------------------------------------------- the common area */
union parser_input {
    struct elf_input elf;
    struct virtq_input virtq;
    struct prompt_input prompt;
    struct output_input output;
};

union parser_output {
    struct elf_output elf;
    struct virtq_output virtq;
    struct prompt_output prompt;
    struct output_output output;
};

void parse_elf(const struct elf_input *in, struct elf_output *out);
void parse_virtq(const struct virtq_input *in, struct virtq_output *out);
void parse_prompt(const struct policy *policy, const struct prompt_input *in,
                  struct prompt_output *out);
void parse_output(const struct policy *policy, const struct output_input *in,
                  struct output_output *out);

/* The one entry in U mode. `inject` is nonzero in test builds that break a parser on purpose. */
void parser_main(uint32_t parser, const struct policy *policy, const union parser_input *in,
                 union parser_output *out);

#endif

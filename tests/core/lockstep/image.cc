// SPDX-License-Identifier: Apache-2.0
//
// Image loading: see image.h.
#include "image.h"

#include <elf.h>

#include <cstring>
#include <fstream>
#include <iterator>

#include "oracle.h"

namespace lockstep
{
namespace
{

uint64_t find_symbol(const std::vector<uint8_t> &f, const Elf64_Ehdr &h, const char *name)
{
    const auto *sections = reinterpret_cast<const Elf64_Shdr *>(f.data() + h.e_shoff);
    for (unsigned i = 0; i < h.e_shnum; i++) {
        if (sections[i].sh_type != SHT_SYMTAB)
            continue;
        const char *names =
            reinterpret_cast<const char *>(f.data() + sections[sections[i].sh_link].sh_offset);
        const auto *syms = reinterpret_cast<const Elf64_Sym *>(f.data() + sections[i].sh_offset);
        for (uint64_t n = 0; n < sections[i].sh_size / sizeof(Elf64_Sym); n++) {
            if (strcmp(names + syms[n].st_name, name) == 0)
                return syms[n].st_value;
        }
    }
    return 0;
}

std::string place(Image &image, const std::vector<uint8_t> &f, const Elf64_Phdr &p,
                  uint64_t ram_size)
{
    if (p.p_paddr < kRamBase || p.p_paddr + p.p_memsz > kRamBase + ram_size) {
        return "a segment lies outside memory";
    }
    const uint64_t at = p.p_paddr - kRamBase;
    if (image.bytes.size() < at + p.p_memsz)
        image.bytes.resize(at + p.p_memsz);
    memcpy(image.bytes.data() + at, f.data() + p.p_offset, p.p_filesz);
    return "";
}

} // namespace

std::string load_image(const std::string &path, uint64_t ram_size, Image &image)
{
    std::ifstream in(path == "-" ? "/dev/stdin" : path, std::ios::binary);
    if (!in)
        return "no such file: " + path;
    std::vector<uint8_t> f((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    image = Image();
    image.entry = kRamBase;
    if (f.size() < sizeof(Elf64_Ehdr) || memcmp(f.data(), ELFMAG, SELFMAG) != 0) {
        if (f.size() > ram_size)
            return "image larger than memory: " + path;
        image.bytes = std::move(f);
        return "";
    }
    Elf64_Ehdr h;
    memcpy(&h, f.data(), sizeof h);
    if (h.e_ident[EI_CLASS] != ELFCLASS64 || h.e_machine != EM_RISCV)
        return "not RV64: " + path;
    for (unsigned i = 0; i < h.e_phnum; i++) {
        Elf64_Phdr p;
        memcpy(&p, f.data() + h.e_phoff + i * sizeof p, sizeof p);
        if (p.p_type != PT_LOAD || p.p_memsz == 0)
            continue;
        const std::string why = place(image, f, p, ram_size);
        if (!why.empty())
            return why + ": " + path;
    }
    image.entry = h.e_entry;
    image.tohost = find_symbol(f, h, "tohost");
    return "";
}

} // namespace lockstep

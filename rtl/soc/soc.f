rtl/soc/guillotine_soc.sv

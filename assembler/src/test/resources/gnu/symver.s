# Versions of definitions and of references.
.text
.globl gl,gh,gr,gp,gw,gt
.weak gw
.symver pl, pl@V1
pl: nop
.symver gp, gp@V1
gp: nop
.symver gp, gq@@V2
.symver gl, gl@V1, local
gl: nop
.symver gh, gh@V1, hidden
gh: nop
.symver gr, gr@V1, remove
gr: nop
.symver gw, gw@V1
gw: nop
.symver gt, gt@@@V1
gt: nop
.symver wu, wu@V1
.weak wu
.symver un, un@V1
call un
call gr
call gt
call wu
.symver lt, lt@@@V1
lt: nop
.globl va
.set va, 5
.symver va, va@V1
.symver none, none@V1
.symver ut, ut@@@V1
call ut
.symver ul, ul@V1, local
call ul
.symver uh, uh@V1, hidden
call uh
.symver ur, ur@V1, remove
call ur
.type gp, @function
.size gp, 4
